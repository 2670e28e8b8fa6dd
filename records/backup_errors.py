"""What can go wrong with backups, one class a human fact; each says what to do next."""

from workflow.errors import WorkflowError
from workflow.words import _


class FileThere(WorkflowError):
    """Raised if something would be written over a file."""

    message = _("There is a file {file} already. Name another; nothing is written over it.")
    status = 409


class BackupBroken(WorkflowError):
    """Raised if a file is no backup, or not as it was written."""

    message = _("{file} is no backup of CONNECT, or was damaged since it was written. Use another one.")
    status = 422


class OtherKind(WorkflowError):
    """Raised if a backup of one kind of database is to be restored into the other."""

    message = _(
        "This is a backup of {kind}, and the database is of {here}. Set CONNECT_DATABASE_URL to an empty {kind}."
    )
    status = 409


class DatabaseThere(WorkflowError):
    """Raised if a backup is to be restored where something is."""

    message = _(
        "There are tables in this database already, and nothing is restored over them. Set CONNECT_DATABASE_URL to an"
        " empty one."
    )
    status = 409


class SomethingMissing(WorkflowError):
    """Raised if a restored database does not have what its backup's proof says; it is taken away again."""

    message = _(
        "The table {table} should have {expected} rows, it has {found}. The backup cannot be used; try another."
    )
    status = 422


class NoProgram(WorkflowError):
    """Raised if a program of PostgreSQL is needed that is not here."""

    message = _("{program} is needed and is not on this machine. Install PostgreSQL's client programs.")
    status = 500


class ProgramFailed(WorkflowError):
    """Raised if a program of PostgreSQL did not do what it was asked."""

    message = _("{program} has failed: {why}")
    status = 500
