"""Which values and records of several answers about one text are the same, one to one."""
