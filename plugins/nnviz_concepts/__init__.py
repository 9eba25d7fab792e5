"""The concepts that nnviz ships, a folder a topic, a file a concept."""
