// The door of History; its furniture follows.
