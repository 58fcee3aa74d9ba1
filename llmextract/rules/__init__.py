"""The reader without a model: triggers, roles, candidates; the words of a domain are its data."""
