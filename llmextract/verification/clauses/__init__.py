"""One reader of English clauses: chunks of a sentence, and who is subject and object of its verbs."""
