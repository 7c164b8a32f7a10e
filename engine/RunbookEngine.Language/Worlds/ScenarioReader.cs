using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Makes a scenario of what its author wrote.</summary>
/// <param name="reading">The file.</param>
/// <param name="world">Reads the world of a file that the scenario names; null when it cannot be had, and then the bag says why.</param>
internal sealed class ScenarioReader(FormatReading reading, Func<string, World?> world)
{
    /// <summary>The scenario; null when it has no world.</summary>
    public Scenario? Read(YamlMapping root)
    {
        var head = new FormatMap(reading, ScenarioFormat.Format, ScenarioFormat.Format[""], root);
        var start = root.Find("world") is { } entry ? World(entry) : null;
        var faults = root.Find("faults") is { } given ? Faults(given, start) : [];
        var expect = Expect(head.One("expect"), start);
        var runbook = head.Text("runbook", "");
        return start is null ? null : new()
        {
            Name = head.TextOrNull("name") ?? Path.GetFileNameWithoutExtension(reading.File.Name),
            File = reading.File.Name,
            Runbook = SourceTexts.Join(reading.File.Name, runbook),
            World = start,
            Inputs = head.Values("inputs"),
            Seed = head.Integer("seed") ?? 1,
            Faults = faults,
            Approve = head.Flag("approve", true),
            Expect = expect,
            Span = head.Span,
        };
    }

    private World? World(YamlEntry entry)
    {
        if (entry.Value is YamlMapping map)
            return new WorldReader(reading).Read(map, isInline: true);
        return Scalars.Text(reading, entry) is { } file ? world(SourceTexts.Join(reading.File.Name, file)) : null;
    }

    private ImmutableArray<Fault> Faults(YamlEntry entry, World? start)
    {
        if (entry.Value is not YamlSequence list)
        {
            if (entry.Value is not YamlScalar { IsNull: true })
                reading.Wrong(entry.Value, "faults", "a list", "such as `- power-loss w2 after 30s for 2m`");
            return [];
        }

        var faults = ImmutableArray.CreateBuilder<Fault>();
        foreach (var item in list.Items)
        {
            if (Text(item) is { } text && Fault(item, text, start) is { } fault)
                faults.Add(fault);
        }

        return faults.ToImmutable();
    }

    private Fault? Fault(YamlNode at, string text, World? start)
    {
        var read = FaultReader.Parse(text);
        if (read.Fault is not { } fault)
            reading.Error(read.Code!, read.Problem!, at, read.Hint);
        else if (start is not null && FaultCheck.Of(fault, start) is var (problem, hint))
            reading.Error(Codes.UnknownInWorld, problem, at, hint);
        else
            return fault with { Span = reading.Span(at) };
        return null;
    }

    /// <summary>A fault as the command line takes it. A map is its parts: the kind first, then <c>on</c>, <c>at</c>, <c>after</c> and <c>for</c>.</summary>
    private string? Text(YamlNode item)
    {
        if (item is YamlScalar { IsNull: false } scalar)
            return scalar.Text;
        if (item is not YamlMapping { IsBroken: false } map)
        {
            reading.Wrong(item, "faults", "texts or maps", "such as `- power-loss w2 after 30s for 2m`");
            return null;
        }

        string[] others = ["on", "at", "after", "for"];
        var kinds = map.Entries.Where(e => !others.Contains(e.Name)).ToArray();
        if (kinds.Length != 1)
        {
            reading.Error(
                Codes.BadFault, kinds.Length == 0 ? "this fault has no kind" : $"a fault is one thing, and this one has `{Shown.Word(kinds[0].Name)}` and `{Shown.Word(kinds[1].Name)}`",
                kinds.Length == 0 ? map : kinds[1].Key, "such as `{ power-loss: w2, at: \"upgrade[w2]/kubelet\", for: 2m }`");
            return null;
        }

        var parts = others.Select(map.Find).OfType<YamlEntry>().Select(e => $"{e.Name} {Value(e)}");
        return string.Join(' ', parts.Prepend($"{kinds[0].Name} {Value(kinds[0])}"));
    }

    /// <summary><c>{ cordons: w2 }</c> is <c>cordons w2</c>.</summary>
    private string Value(YamlEntry entry)
    {
        switch (entry.Value)
        {
            case YamlScalar scalar:
                return scalar.IsNull ? "" : scalar.Text;
            case YamlMapping { Entries: [{ Value: YamlScalar inner } only] }:
                return $"{only.Name} {inner.Text}";
            default:
                reading.Wrong(entry.Value, entry.Name, "a text");
                return "";
        }
    }

    private Expectation Expect(FormatMap? map, World? start)
    {
        if (map is null)
            return new();
        var (nodes, steps) = (map.One("nodes"), map.One("steps"));
        var versions = nodes?.Map("versions") ?? [];
        if (start is not null)
        {
            foreach (var name in (nodes?.Placed("unschedulable") ?? []).Concat((nodes?.Placed("ready") ?? []).Where(static n => n.Text != "all")))
                Known(name, start);
            foreach (var (name, _) in versions)
                Known(new(name, nodes!.SpanOf("versions")), start);
        }

        var ready = nodes?.Has("ready") == true ? nodes.Texts("ready") : (ImmutableArray<string>?)null;
        return new()
        {
            Status = (ExpectedStatus)map.Choice("status", 0),
            Exit = map.Integer("exit"),
            NodeVersion = nodes?.TextOrNull("version"),
            NodeVersions = versions,
            Unschedulable = nodes?.Has("unschedulable") == true ? nodes.Texts("unschedulable") : null,
            AllReady = ready?.Contains("all") == true,
            Ready = ready?.Contains("all") == true ? null : ready,
            Availability = map.Node.Find("availability") is { } availability ? Availability(availability, start) : [],
            Ran = steps?.Texts("ran") ?? [],
            Skipped = steps?.Texts("skipped") ?? [],
            Failed = steps?.Texts("failed") ?? [],
            NotRun = steps?.Texts("not-run") ?? [],
            Facts = map.Texts("facts"),
            Span = map.Span,
        };
    }

    /// <summary>A machine beyond the cluster may have become a node by then.</summary>
    private void Known(Placed node, World start)
    {
        if (start.Node(node.Text) is null && start.Hosts.All(h => h.Name != node.Text))
            reading.Bag.Error(Codes.UnknownInWorld, $"the world has no node `{Shown.Word(node.Text)}`", node.Span, NearestWord.HintOrList(node.Text, [.. start.Nodes.Select(static n => n.Name)], "it has"));
    }

    private ImmutableArray<ExpectedAvailability> Availability(YamlEntry entry, World? start)
    {
        if (entry.Value is not YamlMapping map)
        {
            reading.Wrong(entry.Value, "availability", "a map of workloads to bounds", "such as `shop/web: \">= 15\"`");
            return [];
        }

        var bounds = ImmutableArray.CreateBuilder<ExpectedAvailability>();
        foreach (var item in map.Entries)
        {
            if (start is not null && start.Workloads.All(w => w.Path != item.Name))
                reading.Error(
                    Codes.UnknownInWorld, $"the world has no workload `{Shown.Word(item.Name)}`", item.Key,
                    NearestWord.HintOrList(item.Name, [.. start.Workloads.Select(static w => w.Path)], "it has"));
            else if (Bound(item) is var (bound, atLeast))
                bounds.Add(new(item.Name, bound, atLeast, reading.Span(item.Value)));
        }

        return bounds.ToImmutable();
    }

    private (int Bound, bool AtLeast)? Bound(YamlEntry entry)
    {
        var text = (entry.Value as YamlScalar)?.Text.Trim() ?? "";
        var atLeast = text.StartsWith(">=", StringComparison.Ordinal);
        if (int.TryParse(atLeast ? text[2..].Trim() : text, NumberStyles.None, CultureInfo.InvariantCulture, out var bound))
            return (bound, atLeast);
        reading.Error(Codes.BadBound, $"`{Shown.Word(text)}` is no bound of availability", entry.Value, "write `\">= 15\"`, or `15` for exactly that");
        return null;
    }
}
