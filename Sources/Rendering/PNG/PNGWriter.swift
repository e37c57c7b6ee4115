internal import CZlib

/// A PNG file (ISO/IEC 15948) from 24-bit pixels, written so that equal pixels give equal bytes: one filter for all rows, one
/// compression level, no time chunk. Resolution and words go into `pHYs` and `iTXt`.
struct PNGWriter {
  var width: Int
  var height: Int
  /// Rows of red, green, blue, top row first, without padding.
  var pixels: [UInt8]
  var dotsPerInch: Double
  /// Keyword and text of `iTXt` chunks, in order; empty texts are left out.
  var texts: [(keyword: String, text: String)]

  /// - Throws: `RenderingError.drawing` when zlib cannot get memory.
  func bytes() throws(RenderingError) -> [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    var header: [UInt8] = []
    header.append(bigEndian: UInt32(width))
    header.append(bigEndian: UInt32(height))
    header += [8, 2, 0, 0, 0]  // 8 bits a sample, red-green-blue, the only methods there are, not interlaced
    file.append(chunk: "IHDR", header)
    file.append(chunk: "sRGB", [0])

    let perMetre = UInt32((dotsPerInch / 0.0254).rounded())
    var density: [UInt8] = []
    density.append(bigEndian: perMetre)
    density.append(bigEndian: perMetre)
    file.append(chunk: "pHYs", density + [1])

    for (keyword, text) in texts where !text.isEmpty {
      // Not compressed, no language tag, no translated keyword.
      file.append(chunk: "iTXt", Array(keyword.utf8) + [0, 0, 0, 0, 0] + Array(text.utf8))
    }
    file.append(chunk: "IDAT", try deflated(filtered()))
    file.append(chunk: "IEND", [])
    return file
  }

  /// Every row as its difference to the row above (filter type 2): charts are mostly flat, and then most bytes are 0.
  private func filtered() -> [UInt8] {
    let stride = width * 3
    return [UInt8](unsafeUninitializedCapacity: (stride + 1) * height) { out, count in
      pixels.withUnsafeBufferPointer { pixels in
        var to = 0
        var from = 0
        for row in 0..<height {
          out[to] = 2
          to += 1
          if row == 0 {
            for i in 0..<stride { out[to + i] = pixels[from + i] }
          } else {
            for i in 0..<stride { out[to + i] = pixels[from + i] &- pixels[from + i - stride] }
          }
          to += stride
          from += stride
        }
      }
      count = (stride + 1) * height
    }
  }

  private func deflated(_ raw: [UInt8]) throws(RenderingError) -> [UInt8] {
    var size = compressBound(UInt(raw.count))
    var status = Z_OK
    let packed = [UInt8](unsafeUninitializedCapacity: Int(size)) { out, count in
      status = compress2(out.baseAddress, &size, raw, UInt(raw.count), 7)
      count = status == Z_OK ? Int(size) : 0
    }
    guard status == Z_OK else { throw .drawing("zlib answered \(status)", during: "packing a PNG") }
    return packed
  }
}

extension [UInt8] {
  mutating func append(bigEndian word: UInt32) {
    append(UInt8(word >> 24))
    append(UInt8(word >> 16 & 255))
    append(UInt8(word >> 8 & 255))
    append(UInt8(word & 255))
  }

  fileprivate mutating func append(chunk type: String, _ body: [UInt8]) {
    append(bigEndian: UInt32(body.count))
    let start = count
    append(contentsOf: type.utf8)
    append(contentsOf: body)
    let sum = self[start...].withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
    append(bigEndian: UInt32(truncatingIfNeeded: sum))
  }
}
