extension CommandTable {
  /// Commands that show what is there.
  static let lookingCommands: [Command] = [
    Command(
      "get",
      summary: "List objects, or show some of them",
      usage:
        """
        get \
        [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] \
        (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) \
        [flags]
        """,
      flags:
        """
        A,all-namespaces:bool chunk-size:int64=500 field-selector:string f,filename:list \
        ignore-not-found:bool k,kustomize:string L,label-columns:list no-headers:bool \
        o,output:string output-watch-events:bool raw:string R,recursive:bool \
        l,selector:string server-print:bool=true show-kind:bool show-labels:bool \
        sort-by:string subresource:string w,watch:bool watch-only:bool %print
        """,
      section: "Basic Commands (Intermediate)",
      completes: .resources,
      body: GetCommand.run),
    Command(
      "describe",
      summary: "Show objects with all that belongs to them",
      usage: "describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
      flags:
        """
        A,all-namespaces:bool chunk-size:int64=500 %files l,selector:string \
        show-events:bool=true
        """,
      section: "Troubleshooting and Debugging Commands",
      completes: .resources,
      body: DescribeCommand.run),
    Command(
      "explain",
      summary: "Show the fields of a kind",
      usage:
        """
        explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] \
        [-o|--output=plaintext|plaintext-openapiv2]
        """,
      flags: "api-version:string o,output:string=plaintext recursive:bool",
      section: "Basic Commands (Intermediate)",
      completes: .resources,
      attempts: 2,
      body: ExplainCommand.run),
    Command(
      "events",
      summary: "List events",
      usage:
        """
        events \
        [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] \
        [--for TYPE/NAME] [--watch] [--types=Normal,Warning]
        """,
      flags:
        """
        A,all-namespaces:bool chunk-size:int64=500 for:string no-headers:bool \
        o,output:string types:list w,watch:bool %print
        """,
      section: "Troubleshooting and Debugging Commands",
      body: EventsCommand.run),
    Command(
      "wait",
      summary: "Wait until objects are as wanted",
      usage:
        """
        wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | \
        --all)]) [--for=create|--for=delete|--for \
        condition=available|--for=jsonpath='{}'[=value]]
        """,
      flags:
        """
        all:bool A,all-namespaces:bool field-selector:string f,filename:list for:string \
        local:bool o,output:string R,recursive:bool=true l,selector:string \
        timeout:duration=30s %print
        """,
      section: "Advanced Commands",
      completes: .resources,
      body: WaitCommand.run),
    Command(
      "top",
      summary: "Show what is used of CPU and memory",
      usage: "top [flags]",
      isGroup: true,
      section: "Cluster Management Commands",
      children: [
        Command(
          "node", aliases: ["nodes", "no"],
          summary: "Show what nodes use",
          usage: "top node [NAME | -l label]",
          flags:
            """
            no-headers:bool l,selector:string show-capacity:bool sort-by:string \
            use-protocol-buffers:bool=true
            """,
          completes: .names("nodes"),
          body: TopNodeCommand.run),
        Command(
          "pod", aliases: ["pods", "po"],
          summary: "Show what Pods use",
          usage: "top pod [NAME | -l label]",
          flags:
            """
            A,all-namespaces:bool containers:bool field-selector:string no-headers:bool \
            l,selector:string sort-by:string sum:bool use-protocol-buffers:bool=true
            """,
          completes: .names("pods"),
          body: TopPodCommand.run),
      ]),
  ]
}
