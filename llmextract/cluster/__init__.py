"""A run on many machines: blocks of documents, workers that handle them, and the engine (Ray Data)."""
