"""Questions about rows, one module for each desk. They read; they never write."""
