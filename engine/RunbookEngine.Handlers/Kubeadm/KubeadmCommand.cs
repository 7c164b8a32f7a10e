using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>Builds the commands of the tool. Pure.</summary>
internal static class KubeadmCommand
{
    public const string Program = "kubeadm";

    /// <summary>Where kubeadm keeps what makes a machine a node; it knows no other place.</summary>
    public const string Home = "/etc/kubernetes";

    /// <summary>kubeadm itself.</summary>
    public static Command Of(params ImmutableArray<string> words) => new() { Arguments = [Program, .. words], Environment = English };

    /// <summary>A script with its arguments.</summary>
    public static Command Script(string script, params ImmutableArray<string> arguments) =>
        new() { Arguments = ["sh", "-c", script, "sh", .. arguments], Environment = English };

    private static ImmutableArray<KeyValuePair<string, Value>> English { get; } = [new("LC_ALL", new Value.Text("C"))];
}
