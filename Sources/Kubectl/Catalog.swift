public import World

/// What this layer adds to the toolbox.
public let kubectlTools: [any Tool.Type] = [Kubectl.self]
