internal import Foundation

/// x raised to y, x > 0.
func raised(_ x: Double, _ y: Double) -> Double { pow(x, y) }
