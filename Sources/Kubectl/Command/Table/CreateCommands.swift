extension CommandTable {
  /// `create` and its generators.
  static let createCommands: [Command] = [
    Command(
      "create",
      summary: "Make objects from files, standard input or a generator",
      usage: "create -f FILENAME",
      flags: "%generator edit:bool %files raw:string l,selector:string windows-line-endings:bool",
      section: "Basic Commands (Beginner)",
      body: CreateCommand.run,
      children: [
        Command(
          "clusterrole",
          summary: "Make a cluster role",
          usage:
            """
            create clusterrole NAME --verb=verb --resource=resource.group \
            [--resource-name=resourcename] [--dry-run=server|client|none]
            """,
          flags:
            """
            %generator aggregation-rule:string non-resource-url:list resource:list \
            resource-name:list verb:list
            """,
          body: CreateClusterroleCommand.run),
        Command(
          "clusterrolebinding",
          summary: "Give a cluster role to users, groups or service accounts everywhere",
          usage:
            """
            create clusterrolebinding NAME --clusterrole=NAME [--user=username] \
            [--group=groupname] [--serviceaccount=namespace:serviceaccountname] \
            [--dry-run=server|client|none]
            """,
          flags: "%generator clusterrole:string* group:array serviceaccount:array user:array",
          body: CreateClusterrolebindingCommand.run),
        Command(
          "configmap", aliases: ["cm"],
          summary: "Make a config map from files or literal values",
          usage:
            """
            create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] \
            [--dry-run=server|client|none]
            """,
          flags: "%generator append-hash:bool from-env-file:list from-file:list from-literal:array",
          body: CreateConfigmapCommand.run),
        Command(
          "cronjob", aliases: ["cj"],
          summary: "Make a job that runs by a schedule",
          usage:
            """
            create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] \
            [args...] [flags]
            """,
          flags: "%generator image:string* restart:string schedule:string*",
          body: CreateCronjobCommand.run),
        Command(
          "deployment", aliases: ["deploy"],
          summary: "Make a deployment from images",
          usage: "create deployment NAME --image=image -- [COMMAND] [args...]",
          flags: "%generator image:list* port:int32=-1 r,replicas:int=1",
          body: CreateDeploymentCommand.run),
        Command(
          "ingress", aliases: ["ing"],
          summary: "Make an ingress from rules",
          usage: "create ingress NAME --rule=host/path=service:port[,tls[=secret]] ",
          flags: "%generator annotation:array class:string default-backend:string rule:array",
          body: CreateIngressCommand.run),
        Command(
          "job",
          summary: "Make a job from an image or from a cron job",
          usage: "create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
          flags: "%generator from:string image:string",
          body: CreateJobCommand.run),
        Command(
          "namespace", aliases: ["ns"],
          summary: "Make a namespace",
          usage: "create namespace NAME [--dry-run=server|client|none]",
          flags: "%generator",
          body: CreateNamespaceCommand.run),
        Command(
          "poddisruptionbudget", aliases: ["pdb"],
          summary: "Limit how many Pods may be disrupted at once",
          usage:
            """
            create poddisruptionbudget NAME --selector=SELECTOR --min-available=N \
            [--dry-run=server|client|none]
            """,
          flags: "%generator max-unavailable:string min-available:string selector:string",
          body: CreatePoddisruptionbudgetCommand.run),
        Command(
          "priorityclass", aliases: ["pc"],
          summary: "Make a priority class",
          usage:
            """
            create priorityclass NAME --value=VALUE --global-default=BOOL \
            [--dry-run=server|client|none]
            """,
          flags:
            """
            %generator description:string global-default:bool \
            preemption-policy:string=PreemptLowerPriority value:int32
            """,
          body: CreatePriorityclassCommand.run),
        Command(
          "quota", aliases: ["resourcequota"],
          summary: "Make a resource quota",
          usage:
            """
            create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] \
            [--dry-run=server|client|none]
            """,
          flags: "%generator hard:string scopes:string",
          body: CreateQuotaCommand.run),
        Command(
          "role",
          summary: "Make a role in a namespace",
          usage:
            """
            create role NAME --verb=verb --resource=resource.group/subresource \
            [--resource-name=resourcename] [--dry-run=server|client|none]
            """,
          flags: "%generator resource:list resource-name:list verb:list",
          body: CreateRoleCommand.run),
        Command(
          "rolebinding",
          summary: "Give a role to users, groups or service accounts in a namespace",
          usage:
            """
            create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] \
            [--group=groupname] [--serviceaccount=namespace:serviceaccountname] \
            [--dry-run=server|client|none]
            """,
          flags: "%generator clusterrole:string group:array role:string serviceaccount:array user:array",
          body: CreateRolebindingCommand.run),
        Command(
          "secret",
          summary: "Make a secret of one of several types",
          usage: "create secret (docker-registry | generic | tls)",
          isGroup: true,
          children: [
            Command(
              "docker-registry",
              summary: "Make a secret that opens a container registry",
              usage:
                """
                create secret docker-registry NAME --docker-username=user \
                --docker-password=password --docker-email=email [--docker-server=string] \
                [--from-file=[key=]source] [--dry-run=server|client|none]
                """,
              flags:
                """
                %generator append-hash:bool docker-email:string docker-password:string \
                docker-server:string=https://index.docker.io/v1/ docker-username:string \
                from-file:list
                """,
              body: CreateSecretDockerRegistryCommand.run),
            Command(
              "generic",
              summary: "Make a secret from files or literal values",
              usage:
                """
                create secret generic NAME [--type=string] [--from-file=[key=]source] \
                [--from-literal=key1=value1] [--dry-run=server|client|none]
                """,
              flags:
                """
                %generator append-hash:bool from-env-file:list from-file:list from-literal:array \
                type:string
                """,
              body: CreateSecretGenericCommand.run),
            Command(
              "tls",
              summary: "Make a secret from a certificate and its key",
              usage:
                """
                create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file \
                [--dry-run=server|client|none]
                """,
              flags: "%generator append-hash:bool cert:string key:string",
              body: CreateSecretTlsCommand.run),
          ]),
        Command(
          "service", aliases: ["svc"],
          summary: "Make a service of one of several types",
          usage: "create service [flags]",
          isGroup: true,
          children: [
            Command(
              "clusterip",
              summary: "Make a service with an address of the cluster",
              usage:
                """
                create service clusterip NAME [--tcp=<port>:<targetPort>] \
                [--dry-run=server|client|none]
                """,
              flags: "%generator clusterip:string tcp:list",
              body: CreateServiceClusteripCommand.run),
            Command(
              "externalname",
              summary: "Make a service that stands for a DNS name",
              usage:
                """
                create service externalname NAME --external-name external.name \
                [--dry-run=server|client|none]
                """,
              flags: "%generator external-name:string* tcp:list",
              body: CreateServiceExternalnameCommand.run),
            Command(
              "loadbalancer",
              summary: "Make a service with a load balancer",
              usage:
                """
                create service loadbalancer NAME [--tcp=port:targetPort] \
                [--dry-run=server|client|none]
                """,
              flags: "%generator tcp:list",
              body: CreateServiceLoadbalancerCommand.run),
            Command(
              "nodeport",
              summary: "Make a service that every node opens a port for",
              usage:
                """
                create service nodeport NAME [--tcp=port:targetPort] \
                [--dry-run=server|client|none]
                """,
              flags: "%generator node-port:int32 tcp:list",
              body: CreateServiceNodeportCommand.run),
          ]),
        Command(
          "serviceaccount", aliases: ["sa"],
          summary: "Make a service account",
          usage: "create serviceaccount NAME [--dry-run=server|client|none]",
          flags: "%generator",
          body: CreateServiceaccountCommand.run),
        Command(
          "token",
          summary: "Ask for a token of a service account",
          usage: "create token SERVICE_ACCOUNT_NAME",
          flags:
            """
            audience:array bound-object-kind:string bound-object-name:string \
            bound-object-uid:string duration:duration o,output:string %print
            """,
          completes: .names("serviceaccounts"),
          body: CreateTokenCommand.run),
      ]),
  ]
}
