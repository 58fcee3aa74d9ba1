"""The review of a run: a page on which a person judges its values, and what he said put into a new run."""
