import Kubectl
import Shell
import Simulation
import Tools
public import World

/// The programs of the simulated hosts, and the shell that runs them.
public struct ProgramCatalogue: Sendable {
  public let toolbox: Toolbox

  /// Everything that is simulated.
  public static let full = ProgramCatalogue(toolbox: Toolbox(hostTools + kubectlTools))

  public init(toolbox: Toolbox) {
    self.toolbox = toolbox
  }
}
