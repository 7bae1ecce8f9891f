import Training
import World

extension MachineFiles {
  /// Does what a line `:export HOST:PATH FILE` asks for; the sentence to show.
  static func export(_ line: String, from world: World) -> String {
    do throws(FileExport.Problem) {
      let export = try FileExport(line)
      let bytes = try export.bytes(in: world)
      return problemSaving(bytes, as: export.file) ?? export.report(bytes: bytes.count)
    } catch {
      return error.message
    }
  }
}
