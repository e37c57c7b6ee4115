internal import ArgumentParser
internal import Foundation

// Parsing, running and leaving are three steps, so that every way out goes through one place and has the exit code the product promises.
exit(Doorway.run(Array(CommandLine.arguments.dropFirst())).rawValue)
