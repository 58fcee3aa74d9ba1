"""``python -m llmextract`` is the command line."""

from llmextract.cli import main

if __name__ == "__main__":
    main()
