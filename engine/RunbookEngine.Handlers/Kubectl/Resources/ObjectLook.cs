using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Kubectl.Resources;

/// <summary>Reads the objects that a step means.</summary>
internal static class ObjectLook
{
    /// <summary>One object, or all of a kind that the step's selectors fit. Nothing when it is not there.</summary>
    public static async IAsyncEnumerable<JsonElement> FindAsync(StepContext context, ObjectName name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (name.Name is not null)
        {
            if (await context.Cluster.FindAsync(name.Resource, name.Space, name.Name, cancellation) is { } item)
                yield return item;
            yield break;
        }

        await foreach (var item in context.Cluster.ListAsync(name.Resource, name.Space, Selectors(context), cancellation))
            yield return item;
    }

    /// <summary>All objects that the step names, each with its own name.</summary>
    /// <param name="context">The step.</param>
    /// <param name="text">What the step names.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StepFailureException">One that is named is not there.</exception>
    public static async Task<ImmutableArray<(ObjectName Name, JsonElement Item)>> AllAsync(StepContext context, string text, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<(ObjectName, JsonElement)>();
        foreach (var name in await ObjectName.ReadAsync(context, new(context.Cluster), text, takesAll: context.Arguments.Has(ObjectName.SelectorName), cancellation))
        {
            var before = found.Count;
            await foreach (var item in FindAsync(context, name, cancellation))
                found.Add((name.Of(item), item));
            if (name.Name is not null && found.Count == before)
                throw new StepFailureException(KubectlFailures.Missing(name));
        }

        return found.ToImmutable();
    }

    private static ImmutableArray<KeyValuePair<string, string>> Selectors(StepContext context)
    {
        var query = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        if (context.Arguments.TextOrNull(ObjectName.SelectorName) is { Length: > 0 } labels)
            query.Add(new("labelSelector", labels));
        if (context.Arguments.TextOrNull(ObjectName.FieldSelectorName) is { Length: > 0 } fields)
            query.Add(new("fieldSelector", fields));
        return query.ToImmutable();
    }
}
