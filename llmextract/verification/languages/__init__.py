"""What is read of languages by a few direct patterns: a file of words each, one reader for all.

A number that such a pattern binds to a role is told; whatever else stands in the text is unclear.
"""
