"""Who handed in what: folders, archives, answer files."""
