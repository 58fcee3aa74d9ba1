"""The classes of records as the engine sees them: fields, answer schemas, paths."""
