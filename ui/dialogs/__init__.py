"""Windows of the plugin's own; imported only where there is a window."""
