"""How a paragraph is put to a model and what is asked again: policies over one state."""
