"""Readers and writers of files: calls, applications, results."""
