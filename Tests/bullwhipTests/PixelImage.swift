import CZlib
import Foundation

/// The pixels of a PNG file of 8 bits a channel, for comparing what two machines drew.
struct PixelImage: Equatable {
  var width: Int
  var height: Int
  /// Channels of each pixel: 1 grey, 2 grey and alpha, 3 colours, 4 colours and alpha.
  var channels: Int
  var bytes: [UInt8]

  /// nil where the bytes are no PNG of that kind.
  init?(png data: Data) {
    let file = [UInt8](data)
    guard file.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) else { return nil }
    func number(_ at: Int) -> Int { file[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
    var packed: [UInt8] = []
    var header: [UInt8]?
    var at = 8
    while at + 12 <= file.count {
      let length = number(at)
      guard at + 12 + length <= file.count else { return nil }
      let body = file[(at + 8)..<(at + 8 + length)]
      switch String(decoding: file[(at + 4)..<(at + 8)], as: UTF8.self) {
      case "IHDR": header = Array(body)
      case "IDAT": packed += body
      default: break
      }
      at += 12 + length
    }
    // Depth 8, not interlaced.
    guard let header, header.count == 13, header[8] == 8, header[12] == 0,
      let channels = [UInt8(0): 1, 2: 3, 4: 2, 6: 4][header[9]]
    else { return nil }
    width = header[0..<4].reduce(0) { $0 << 8 | Int($1) }
    height = header[4..<8].reduce(0) { $0 << 8 | Int($1) }
    self.channels = channels
    let stride = width * channels
    var rows = [UInt8](repeating: 0, count: height * (stride + 1))
    var size = uLongf(rows.count)
    guard uncompress(&rows, &size, packed, uLong(packed.count)) == Z_OK, Int(size) == rows.count else { return nil }
    bytes = [UInt8](repeating: 0, count: height * stride)
    for y in 0..<height {
      let filter = rows[y * (stride + 1)]
      for x in 0..<stride {
        let left = x >= channels ? Int(bytes[y * stride + x - channels]) : 0
        let above = y > 0 ? Int(bytes[(y - 1) * stride + x]) : 0
        let corner = x >= channels && y > 0 ? Int(bytes[(y - 1) * stride + x - channels]) : 0
        let guess: Int
        switch filter {
        case 0: guess = 0
        case 1: guess = left
        case 2: guess = above
        case 3: guess = (left + above) / 2
        case 4:
          // Paeth: whichever neighbour is nearest to the plane through all three.
          let plane = left + above - corner
          let (a, b, c) = (abs(plane - left), abs(plane - above), abs(plane - corner))
          guess = a <= b && a <= c ? left : b <= c ? above : corner
        default: return nil
        }
        bytes[y * stride + x] = rows[y * (stride + 1) + 1 + x] &+ UInt8(truncatingIfNeeded: guess)
      }
    }
  }

  /// How far two pictures of one size are apart; nil where their sizes differ.
  /// - Returns: the share of pixels in which some channel differs by more than `tolerance` of 255, and the largest difference.
  func difference(to other: PixelImage, tolerance: Int) -> (share: Double, largest: Int)? {
    guard width == other.width, height == other.height, channels == other.channels, width * height > 0 else { return nil }
    var count = 0, largest = 0
    for pixel in 0..<(width * height) {
      var most = 0
      for channel in 0..<channels {
        let i = pixel * channels + channel
        most = max(most, abs(Int(bytes[i]) - Int(other.bytes[i])))
      }
      largest = max(largest, most)
      if most > tolerance { count += 1 }
    }
    return (Double(count) / Double(width * height), largest)
  }
}
