using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using CsCheck;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Execution;

/// <summary>Any event with any content, for properties that hold for all of them.</summary>
internal static class AnyEvent
{
    /// <summary>Any text that is Unicode, quotes, controls and astral characters among it.</summary>
    public static Gen<string> Texts { get; } =
        Gen.OneOf(
            Gen.Char['\0', '\ud7ff'].Select(static c => c.ToString()), Gen.Const("😀"), Gen.Const("\""), Gen.Const("\\"), Gen.Const("\n"), Gen.Const("\ue000"))
            .Array[0, 8].Select(static parts => string.Concat(parts));

    public static Gen<Value> Values { get; } = ValuesOf(3);

    public static Gen<RunEvent> Events { get; } = Build();

    /// <summary>Whether two events are equal down to the items of their lists, which records compare by reference.</summary>
    public static bool AreSame(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (Value, _) or (string, _) or (DateTimeOffset, _) or (StepPath, _) => a.Equals(b),
        (IEnumerable x, IEnumerable y) => AreSame([.. x.Cast<object>()], [.. y.Cast<object>()]),
        _ when a.GetType().IsPrimitive || a.GetType().IsEnum => a.Equals(b),
        _ => a.GetType() == b.GetType() && a.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).All(p => AreSame(p.GetValue(a), p.GetValue(b))),
    };

    private static bool AreSame(List<object> a, List<object> b) => a.Count == b.Count && a.Zip(b, AreSame).All(static same => same);

    private static Gen<Value> ValuesOf(int depth)
    {
        var plain = Gen.OneOf(
            Texts.Select(static t => (Value)new Value.Text(t)),
            Gen.Long.Select(static n => (Value)new Value.Integer(n)),
            Gen.Double.Where(double.IsFinite).Select(static n => (Value)new Value.Real(n)),
            Gen.Bool.Select(static on => (Value)new Value.Flag(on)),
            Gen.Const(Value.None));
        return depth == 0 ? plain : Gen.OneOf(plain, Lists(depth - 1).Select(static l => (Value)l), Maps(depth - 1).Select(static m => (Value)m));
    }

    private static Gen<Value.List> Lists(int depth) => ValuesOf(depth).Array[0, 3].Select(static items => new Value.List([.. items]));

    private static Gen<Value.Map> Maps(int depth) =>
        Gen.Select(Texts, ValuesOf(depth), static (name, value) => KeyValuePair.Create(name, value)).Array[0, 3]
            .Select(static entries => new Value.Map([.. entries]));

    private static Gen<RunEvent> Build()
    {
        var at = Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks].Select(static ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
        var maybeAt = Gen.OneOf(at.Select(static t => (DateTimeOffset?)t), Gen.Const((DateTimeOffset?)null));
        var maybe = Gen.OneOf(Texts.Select(static t => (string?)t), Gen.Const((string?)null));
        var maybePath = maybe.Select(static t => t is null ? (StepPath?)null : new StepPath(t));
        var texts = Texts.Array[0, 3].Select(static t => t.ToImmutableArray());
        var sources = Gen.Select(Texts, Texts, static (f, t) => new SourceText(f, t)).Array[0, 3].Select(static s => s.ToImmutableArray());
        var map = Maps(2);
        var path = Texts.Select(static t => new StepPath(t));
        var holder = Gen.Select(Texts, Texts, Gen.Int, Gen.Long, Texts, Texts, Texts, static (h, b, p, s, u, m, n) => new LeaseHolder(h, b, p, s, u) { Machine = m, Processes = n });
        var failure = Gen.Select(Texts, Texts, Gen.Bool, maybe, texts, static (c, m, r, h, d) => new StepFailure(c, m, r, h, d));
        var excerpt = Gen.OneOf(
            Gen.Const(OutputExcerpt.Empty), Gen.Select(Texts, Texts, Gen.Long[0, long.MaxValue], maybe, static (h, t, c, f) => new OutputExcerpt(h, t, c, f)));
        var claims = Gen.Null(Gen.Select(Texts, Texts, Texts, Texts, Texts, static (r, m, n, u, p) => new ClaimsPlace(r, m, n, u, p)));
        var wait = Gen.Select(Gen.Enum<WaitKind>(), Texts, static (k, m) => new WaitReason(k, m));
        var answer = Gen.Select(Gen.Bool, Texts, maybe, static (a, b, n) => new Answer(a, b, n));
        var confirmed = Gen.Null(Gen.Select(Texts, Gen.Enum<ConfirmationKind>(), at, maybe, static (b, h, a, p) => new RunConfirmation(b, h, a, p)));

        return Gen.OneOf<RunEvent>(
            Gen.Select(Gen.Select(at, Texts, Texts, sources, Texts), Gen.Select(map, texts, map, maybe, Texts), Gen.Select(holder, Gen.Int, map, maybe, maybeAt, maybe, confirmed), static (a, b, c) =>
                (RunEvent)new RunEvent.RunCreated
                {
                    At = a.Item1, Name = a.Item2, Hash = a.Item3, Sources = a.Item4, BaseDirectory = a.Item5, Inputs = b.Item1, SecretInputs = b.Item2, SecretMarks = b.Item1,
                    Environment = b.Item3, Lock = b.Item4, EngineVersion = b.Item5, By = c.Item1, Parallelism = c.Item2,
                    Targets = c.Item3, InventoryFile = c.Item4, ClosesAt = c.Item5, Cluster = c.Item6, ClusterName = c.Item6, Confirmed = c.Item7,
                }),
            Gen.Select(at, Gen.Long, Texts, holder, Gen.Bool, maybeAt, maybe, map, static (a, g, v, h, u, c, n, m) =>
                (RunEvent)new RunEvent.RunResumed { At = a, Generation = g, EngineVersion = v, By = h, Undo = u, ClosesAt = c, Note = n, SecretMarks = m }),
            Gen.Select(at, holder, Texts, static (a, h, p) => (RunEvent)new RunEvent.RunMoved { At = a, By = h, Person = p }),
            Gen.Select(at, holder, Texts, Texts, static (a, h, p, v) => (RunEvent)new RunEvent.RunArrived { At = a, By = h, Person = p, EngineVersion = v }),
            Gen.Select(at, Texts, sources, static (a, h, s) => (RunEvent)new RunEvent.RunbookChanged { At = a, Hash = h, Sources = s }),
            Gen.Select(at, Gen.Enum<StopReason>(), maybe, static (a, r, n) => (RunEvent)new RunEvent.RunStopped { At = a, Reason = r, Note = n }),
            Gen.Select(at, Gen.Enum<RunSection>(), static (a, s) => (RunEvent)new RunEvent.SectionStarted { At = a, Section = s }),
            Gen.Select(at, Gen.Enum<RunResult>(), map, static (a, r, o) => (RunEvent)new RunEvent.RunFinished { At = a, Result = r, Outputs = o }),
            Gen.Select(at, Gen.Long, Gen.Enum<RequestKind>(), Texts, static (a, n, k, b) =>
                (RunEvent)new RunEvent.RequestTaken { At = a, Number = n, Kind = k, By = b }),
            Gen.Select(at, path, Gen.Int, maybe, maybe, map, claims, static (a, p, n, b, t, f, c) =>
                (RunEvent)new RunEvent.StepStarted { At = a, Step = p, Attempt = n, BootId = b, Claims = c, Target = t, Found = f }),
            Gen.Select(
                Gen.Select(at, path, Gen.Int, Gen.Enum<StepResult>(), map), Gen.Select(Gen.Null(failure), excerpt, excerpt, maybe, Gen.Bool), static (a, b) =>
                    (RunEvent)new RunEvent.StepFinished
                    {
                        At = a.Item1, Step = a.Item2, Attempt = a.Item3, Result = a.Item4, Outputs = a.Item5, Failure = b.Item1, Stdout = b.Item2, Stderr = b.Item3,
                        Resolution = b.Item4, Unsettled = b.Item5,
                    }),
            Gen.Select(at, path, Gen.Enum<SkipReason>(), maybePath, static (a, p, r, c) =>
                (RunEvent)new RunEvent.StepSkipped { At = a, Step = p, Reason = r, Cause = c }),
            Gen.Select(at, path, Gen.Int, at, failure, Gen.Bool, static (a, p, n, b, f, g) =>
                (RunEvent)new RunEvent.StepRetryScheduled { At = a, Step = p, Attempt = n, NotBefore = b, Failure = f, Good = g }),
            Gen.Select(at, path, wait, static (a, p, w) => (RunEvent)new RunEvent.StepWaiting { At = a, Step = p, Wait = w }),
            Gen.Select(at, path, answer, static (a, p, w) => (RunEvent)new RunEvent.StepAnswered { At = a, Step = p, Answer = w }),
            Gen.Select(at, path, Gen.Bool, Texts, static (a, p, d, b) => (RunEvent)new RunEvent.StepResolved { At = a, Step = p, Done = d, By = b }));
    }
}
