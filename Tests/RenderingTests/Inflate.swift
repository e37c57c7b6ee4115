/// A plain, slow inflater (RFC 1950 and 1951) to check the PNG writer with: nothing in it comes from the library that packed the bytes.
struct Inflate {
  private var bytes: [UInt8]
  private var at = 0
  private var held = 0
  private var count = 0
  private(set) var out: [UInt8] = []

  struct Broken: Error {}

  static func zlib(_ bytes: [UInt8]) throws -> [UInt8] {
    guard bytes.count > 6, bytes[0] & 15 == 8, (Int(bytes[0]) * 256 + Int(bytes[1])) % 31 == 0, bytes[1] & 32 == 0 else { throw Broken() }
    var reader = Inflate(bytes: bytes)
    reader.at = 2
    try reader.blocks()
    var a = 1
    var b = 0
    for byte in reader.out {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    let sum = bytes.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    guard sum == b << 16 | a else { throw Broken() }
    return reader.out
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func bits(_ n: Int) throws -> Int {
    while count < n {
      guard at < bytes.count else { throw Broken() }
      held |= Int(bytes[at]) << count
      at += 1
      count += 8
    }
    let value = held & (1 << n - 1)
    held >>= n
    count -= n
    return value
  }

  private mutating func blocks() throws {
    var isLast = false
    while !isLast {
      isLast = try bits(1) == 1
      switch try bits(2) {
      case 0:
        (held, count) = (0, 0)
        let length = Int(bytes[at]) | Int(bytes[at + 1]) << 8
        out += bytes[at + 4..<at + 4 + length]
        at += 4 + length
      case 1:
        let lengths =
          [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8)
        try block(codes(lengths), codes([Int](repeating: 5, count: 30)))
      case 2:
        let (literals, distances, order) = (try bits(5) + 257, try bits(5) + 1, try bits(4) + 4)
        var small = [Int](repeating: 0, count: 19)
        for index in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].prefix(order) { small[index] = try bits(3) }
        let meta = codes(small)
        var lengths: [Int] = []
        while lengths.count < literals + distances {
          switch try symbol(meta) {
          case 16: lengths += [Int](repeating: lengths.last ?? 0, count: try bits(2) + 3)
          case 17: lengths += [Int](repeating: 0, count: try bits(3) + 3)
          case 18: lengths += [Int](repeating: 0, count: try bits(7) + 11)
          case let length: lengths.append(length)
          }
        }
        try block(codes(Array(lengths[..<literals])), codes(Array(lengths[literals...])))
      default: throw Broken()
      }
    }
  }

  /// From (length, code) to symbol.
  private func codes(_ lengths: [Int]) -> [Int: Int] {
    var table: [Int: Int] = [:]
    var code = 0
    for length in 1...15 {
      for (symbol, own) in lengths.enumerated() where own == length {
        table[length << 16 | code] = symbol
        code += 1
      }
      code <<= 1
    }
    return table
  }

  private mutating func symbol(_ table: [Int: Int]) throws -> Int {
    var code = 0
    for length in 1...15 {
      code = code << 1 | (try bits(1))
      if let symbol = table[length << 16 | code] { return symbol }
    }
    throw Broken()
  }

  private mutating func block(_ literals: [Int: Int], _ distances: [Int: Int]) throws {
    let lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
    let lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
    while true {
      let code = try symbol(literals)
      if code == 256 { return }
      if code < 256 {
        out.append(UInt8(code))
        continue
      }
      let length = lengthBase[code - 257] + (try bits(lengthBits[code - 257]))
      let far = try symbol(distances)
      let extra = max(0, far / 2 - 1)
      let distance = (far < 2 ? far : (2 + far % 2) << extra) + 1 + (try bits(extra))
      guard distance <= out.count else { throw Broken() }
      for _ in 0..<length { out.append(out[out.count - distance]) }
    }
  }
}

/// A PNG taken apart.
struct PNGFile {
  struct Chunk {
    var type: String
    var body: [UInt8]
    var checksum: UInt32
  }
  var chunks: [Chunk] = []
  var width = 0
  var height = 0
  var pixels: [UInt8] = []

  init(_ bytes: [UInt8]) throws {
    func word(_ at: Int) -> UInt32 { bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    guard bytes.prefix(8).elementsEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) else { throw Inflate.Broken() }
    var at = 8
    while at < bytes.count {
      let length = Int(word(at))
      chunks.append(
        Chunk(
          type: String(decoding: bytes[at + 4..<at + 8], as: UTF8.self), body: Array(bytes[at + 8..<at + 8 + length]),
          checksum: word(at + 8 + length)))
      at += 12 + length
    }
    width = Int(word(16))
    height = Int(word(20))
    let raw = try Inflate.zlib(chunks.filter { $0.type == "IDAT" }.flatMap(\.body))
    let stride = width * 3
    guard raw.count == (stride + 1) * height else { throw Inflate.Broken() }
    for row in 0..<height {
      guard raw[row * (stride + 1)] == 2 else { throw Inflate.Broken() }
      for column in 0..<stride {
        let above = row == 0 ? 0 : pixels[(row - 1) * stride + column]
        pixels.append(raw[row * (stride + 1) + 1 + column] &+ above)
      }
    }
  }

  func colour(_ x: Int, _ y: Int) -> UInt32 {
    let at = (y * width + x) * 3
    return UInt32(pixels[at]) << 16 | UInt32(pixels[at + 1]) << 8 | UInt32(pixels[at + 2])
  }

  /// CRC-32 of a chunk, bit by bit as ISO/IEC 15948 annex D defines it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xffff_ffff
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xedb8_8320 ^ (crc >> 1) : crc >> 1 }
    }
    return ~crc
  }
}
