"""Words that are said to a reader and tell nothing of the world: found, and blanked for the verifier."""

from llmextract.verification.addressing.finding import addresses, without_addresses

__all__ = ["addresses", "without_addresses"]
