"""The connect command line, one file a command."""
