"""Views on an atlas for notebooks: corridors, scenarios and answers of the model as frames, maps and figures."""
