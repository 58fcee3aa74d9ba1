"""What is kept on disk: replies, verified results, bundles of both."""
