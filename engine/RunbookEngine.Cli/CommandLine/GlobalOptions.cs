using System.CommandLine;

namespace RunbookEngine.Cli.CommandLine;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string> Output { get; } = new("--output")
    {
        Description = "What to print: text for people, json for machines, github for a job of GitHub Actions; validate and lint also sarif. Default: text; github where GITHUB_ACTIONS is true.",
        HelpName = "text|json|github|sarif",
        Recursive = true,
    };

    public Option<string> Store { get; } = new("--store")
    {
        Description = "The journal's file. Default: $RUNBOOK_STORE, else runbook/runs.db where XDG keeps state.",
        HelpName = "PATH",
        Recursive = true,
    };

    public Option<string> Inventory { get; } = new("--inventory")
    {
        Description = "The file that says which hosts there are. Default: $RUNBOOK_INVENTORY, else inventory.yaml or inventory.yml here.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string> KubeConfig { get; } = new("--kubeconfig")
    {
        Description = "The kubeconfig of the cluster to work on. Default: $KUBECONFIG, else ~/.kube/config, else the pod's service account.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string> Context { get; } = new("--context")
    {
        Description = "The context of the kubeconfig. Default: its current one.",
        HelpName = "NAME",
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Show the engine's own log.", Recursive = true };

    public Option<bool> NoColor { get; } = new("--no-color") { Description = "No colours; so does NO_COLOR.", Recursive = true };

    public GlobalOptions()
    {
        Output.AcceptOnlyFromAmong(OutputFormats.Names);
    }
}
