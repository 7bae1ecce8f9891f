import Glibc

/// A file of a real etcd, from the folder `Files` beside this source.
func fixture(_ name: String, source: String = #filePath) throws -> [UInt8] {
  let folder = source.split(separator: "/").dropLast().joined(separator: "/")
  guard let file = fopen("/\(folder)/Files/\(name)", "r") else { throw FixtureMissing(name: name) }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return bytes }
    bytes.append(contentsOf: buffer[0..<count])
  }
}

struct FixtureMissing: Error {
  var name: String
}
