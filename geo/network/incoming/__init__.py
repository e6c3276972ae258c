"""Lines of others, from files of any kind: read, joined to a network, and made records of."""
