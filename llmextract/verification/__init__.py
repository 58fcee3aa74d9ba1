"""Does the text carry the value? ``verifier`` walks a record; one checker for each kind of value."""
