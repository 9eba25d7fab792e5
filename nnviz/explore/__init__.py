"""The live page: any parameter of any concept, at any moment, in the reader's browser."""
