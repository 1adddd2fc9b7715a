"""The Processing algorithms, one file each, and the parameters that they share. They make jobs, and compute nothing."""
