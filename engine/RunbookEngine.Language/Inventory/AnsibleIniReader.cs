using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads the common part of Ansible's INI inventories: <c>[group]</c>, <c>[group:children]</c>, <c>[group:vars]</c>, hosts with <c>key=value</c>, ranges.</summary>
internal sealed class AnsibleIniReader(InventoryReading reading)
{
    private readonly InventoryDraft _draft = new(isAnsible: true);
    private readonly AnsibleVars _vars = new(reading);
    private string _group = InventoryWords.All;
    private string _kind = "";

    public InventoryDraft Read()
    {
        var text = reading.File.Text;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var found and >= 0 ? found : text.Length;
            Line(text[start..end].TrimEnd(), start);
            start = end + 1;
        }

        return _draft;
    }

    private void Line(string line, int offset)
    {
        var said = line.TrimStart();
        if (said.Length == 0 || said[0] is '#' or ';')
            return;
        if (said[0] == '[')
            Section(said, offset + line.Length - said.Length);
        else if (_kind == "vars")
            Var(line, offset);
        else if (_kind == "children")
            Child(said, offset + line.Length - said.Length);
        else if (_kind.Length == 0)
            Host(line, offset);
    }

    private void Section(string said, int offset)
    {
        var close = said.IndexOf(']', StringComparison.Ordinal);
        var span = reading.File.Span(offset, offset + (close < 0 ? said.Length : close + 1));
        var parts = said[1..Math.Max(1, close)].Split(':');
        (_group, _kind) = (parts[0].Trim(), parts.Length > 1 ? parts[^1].Trim() : "");
        if (close < 0 || parts.Length > 2 || !Words.IsHostName(_group))
        {
            reading.Bag.Error(Codes.BadName, "this is no section", span, "such as `[workers]`, `[workers:vars]` or `[cluster:children]`");
            _kind = "none";
        }
        else if (_kind is not ("" or "vars" or "children"))
        {
            reading.NotUnderstood($"[:{_kind}]", $"a section `{Shown.Word(_kind)}` is not known, and its lines are passed over", span, "there are `[group]`, `[group:vars]` and `[group:children]`");
        }
        else if (_group != InventoryWords.All)
        {
            _draft.Group(_group, span);
        }
    }

    private void Var(string line, int offset)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            reading.Bag.Error(Codes.WrongType, "a line of `vars` is `name=value`", reading.File.Span(offset, offset + line.Length), null);
            return;
        }

        var settings = _group == InventoryWords.All ? _draft.Defaults : _draft.FindGroup(_group)!.Settings;
        _vars.Take(settings, line[..at].Trim(), Literal(line[(at + 1)..].Trim()), reading.File.Span(offset, offset + line.Length));
    }

    private void Child(string said, int offset)
    {
        var name = said.Split([' ', '\t', '#'], 2)[0];
        var span = reading.File.Span(offset, offset + name.Length);
        _draft.Group(name, span);
        if (_group != InventoryWords.All)
            _draft.FindGroup(_group)!.Groups.Add((name, span));
    }

    private void Host(string line, int offset)
    {
        var words = ShellWordList.Places(line, comments: true);
        if (words.Count == 0)
            return;
        var (pattern, port) = Port(words[0].Word);
        var span = reading.File.Span(offset + words[0].Start, offset + words[0].End);
        foreach (var name in reading.Names(pattern, span))
        {
            if (AnsibleHosts.Add(reading, _draft, name, span) is not { } host)
                continue;
            if (_group != InventoryWords.All)
                _draft.FindGroup(_group)!.Hosts.Add((name, span));
            if (port is { } number)
                host.Settings.Keys["port"] = (number, span);
            foreach (var (word, start, end) in words.Skip(1))
                Setting(host, word, reading.File.Span(offset + start, offset + end));
        }
    }

    private void Setting(HostDraft host, string word, SourceSpan span)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        if (at > 0)
            _vars.Take(host.Settings, word[..at], Literal(word[(at + 1)..]), span);
        else
            reading.NotUnderstood(word, $"`{Shown.Word(word)}` is no `name=value` and is passed over", span, null);
    }

    /// <summary><c>host:2222</c>; an IPv6 address has more colons.</summary>
    private static (string Name, int? Port) Port(string word)
    {
        var at = word.LastIndexOf(':');
        return at > word.LastIndexOf(']') && word.AsSpan(0, at).LastIndexOf(':') <= word.LastIndexOf(']') &&
            int.TryParse(word.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536
            ? (word[..at], port)
            : (word, null);
    }

    /// <summary>Quotes are taken off; numbers, <c>True</c> and <c>False</c> are what they look like.</summary>
    private static Value Literal(string text) => text is ['"' or '\'', .., var last] && last == text[0]
        ? new Value.Text(text[1..^1])
        : Scalars.Plain(new(text, YamlStyle.Plain, 0, 0)) is var value and not Value.Nothing ? value : new Value.Text(text);
}
