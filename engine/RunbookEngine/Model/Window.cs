namespace RunbookEngine.Model;

/// <summary>
/// When work may be done. Evaluated whenever a run starts or is resumed; may use inputs, vars over them, and env. What is left out, or empty, sets no bound.
/// </summary>
/// <param name="Opens">A time of day (<c>22:00</c>) or a moment (<c>2026-11-28T22:00</c>, with or without an offset): before it nothing starts.</param>
/// <param name="Closes">As <paramref name="Opens"/>, or a duration from now: after it nothing starts, and no lane starts that would not end by then.</param>
/// <param name="Margin">A duration, or <c>auto</c>: a quarter of the slowest lane so far. Default: <c>auto</c>.</param>
/// <param name="TimeZone">An IANA name such as <c>Europe/Berlin</c>. Default: that of the machine.</param>
/// <param name="Span">Where it stands.</param>
public sealed record Window(Argument? Opens, Argument? Closes, Argument? Margin, Argument? TimeZone, SourceSpan Span);
