// The door of Store; its furniture follows.
