"""What must be true of a definition, one subject a file; each refusal is a sentence that says how to mend it."""
