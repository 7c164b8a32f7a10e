using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>The tools by name.</summary>
internal sealed class ToolBox(ImmutableArray<ToolDefinition> tools)
{
    private readonly Dictionary<string, ToolDefinition> _byName = tools.ToDictionary(static t => t.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _byName.Keys;

    public ToolDefinition? Find(string name) => _byName.GetValueOrDefault(name);
}
