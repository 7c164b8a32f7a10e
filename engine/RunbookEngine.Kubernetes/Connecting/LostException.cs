using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Connecting;

/// <summary>One try of a request got no answer.</summary>
/// <param name="why">For people, with what to do.</param>
/// <param name="mayHaveArrived">Whether the server may have acted on it.</param>
/// <param name="isFinal">Whether another try can do no better.</param>
internal sealed class LostException(ClusterUnreachableException why, bool mayHaveArrived, bool isFinal) : Exception(why.Message, why)
{
    public ClusterUnreachableException Why { get; } = why;

    public bool MayHaveArrived { get; } = mayHaveArrived;

    public bool IsFinal { get; } = isFinal;
}
