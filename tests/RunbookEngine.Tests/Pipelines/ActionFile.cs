using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>The composite action of this repository, as a runner reads it.</summary>
internal sealed partial class ActionFile
{
    private readonly YamlMappingNode _root;

    public ActionFile()
    {
        Text = File.ReadAllText(Path.Combine(Repository.Root, "action.yml"));
        var stream = new YamlStream();
        stream.Load(new StringReader(Text));
        _root = (YamlMappingNode)stream.Documents[0].RootNode;
    }

    public string Text { get; }

    /// <summary>Each input with its settings.</summary>
    public IEnumerable<(string Name, Dictionary<string, string> Settings)> Inputs => Entries(_root, "inputs").Select(static e => (e.Name, Texts(e.Node)));

    public IEnumerable<(string Name, Dictionary<string, string> Settings)> Outputs => Entries(_root, "outputs").Select(static e => (e.Name, Texts(e.Node)));

    public IEnumerable<ActionStep> Steps => ((YamlSequenceNode)((YamlMappingNode)_root["runs"])["steps"]).Children.Cast<YamlMappingNode>().Select(static s => new ActionStep(Texts(s), Map(s, "env"), Map(s, "with")));

    /// <summary>The names that expressions ask for beneath a context: <c>inputs</c>.</summary>
    public IEnumerable<string> Used(string context) => Steps
        .SelectMany(static s => s.Settings.Values.Concat(s.Environment.Values).Concat(s.With.Values))
        .Concat(Outputs.Select(static o => o.Settings["value"]))
        .SelectMany(t => Name().Matches(t).Where(m => m.Groups["context"].Value == context).Select(static m => m.Groups["name"].Value))
        .Distinct();

    private static IEnumerable<(string Name, YamlMappingNode Node)> Entries(YamlMappingNode node, string key) =>
        ((YamlMappingNode)node[key]).Children.Select(static c => (((YamlScalarNode)c.Key).Value!, (YamlMappingNode)c.Value));

    private static Dictionary<string, string> Map(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var map) ? Texts((YamlMappingNode)map) : [];

    private static Dictionary<string, string> Texts(YamlMappingNode node) =>
        node.Children.Where(static c => c.Value is YamlScalarNode).ToDictionary(static c => ((YamlScalarNode)c.Key).Value!, static c => ((YamlScalarNode)c.Value).Value ?? "");

    [GeneratedRegex(@"\b(?<context>inputs|github|runner|steps)\.(?<name>[a-zA-Z_.-]+)")]
    private static partial Regex Name();
}

/// <summary>A step of the action.</summary>
internal sealed record ActionStep(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, string> With)
{
    public string? Id => Settings.GetValueOrDefault("id");

    public string? Run => Settings.GetValueOrDefault("run");

    public string? Uses => Settings.GetValueOrDefault("uses");
}
