using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>A runbook that was read and checked.</summary>
public sealed record Runbook
{
    /// <summary>kebab-case.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; null when the author says nothing.</summary>
    public string? Description { get; init; }

    /// <summary>What is asked for before it starts.</summary>
    public ImmutableArray<Input> Inputs { get; init; } = [];

    /// <summary>Named values over inputs and earlier vars, evaluated when they are used.</summary>
    public ImmutableArray<KeyValuePair<string, Argument>> Vars { get; init; } = [];

    /// <summary>Names of environment variables that expressions may read as <c>env.NAME</c>.</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>Names for lists of hosts.</summary>
    public ImmutableArray<TargetDefinition> Targets { get; init; } = [];

    /// <summary>When work may be done; null: always.</summary>
    public Window? Window { get; init; }

    /// <summary>The lock that no other run may hold at the same time; null: none. May use inputs and vars.</summary>
    public Template? Lock { get; init; }

    /// <summary>What is done.</summary>
    public required ImmutableArray<Step> Steps { get; init; }

    /// <summary>Run once when <see cref="Steps"/> ended with a failure.</summary>
    public ImmutableArray<Step> OnFailure { get; init; } = [];

    /// <summary>Run once at the end, whatever came before.</summary>
    public ImmutableArray<Step> Finally { get; init; } = [];

    /// <summary>What the run yields: templates over everything.</summary>
    public ImmutableArray<KeyValuePair<string, Argument>> Outputs { get; init; } = [];

    /// <summary>Where the head stands.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>The texts it was read from, the runbook itself first, then what it includes.</summary>
    public required ImmutableArray<SourceText> Sources { get; init; }

    /// <summary>SHA-256 over <see cref="Sources"/>, in lower-case hex.</summary>
    public required string Hash { get; init; }
}

/// <summary>One file as it was read.</summary>
/// <param name="File">As the user named it, or as the runbook names the included file, relative to the first.</param>
/// <param name="Text">The whole text.</param>
public sealed record SourceText(string File, string Text);
