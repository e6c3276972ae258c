"""What can pass, what binds, and what a target would need: capacity, routes, flows, scenarios."""
