namespace HelpdeskMail.Helpdesk.Pictures;

/// <summary>What came of loading a picture. Closed set.</summary>
public abstract record FetchedPicture
{
    private FetchedPicture()
    {
    }

    /// <summary>It is here.</summary>
    /// <param name="Bytes">The picture.</param>
    /// <param name="MediaType">What its bytes are.</param>
    public sealed record Picture(byte[] Bytes, string MediaType) : FetchedPicture;

    /// <summary>It could not be had, or is none.</summary>
    /// <param name="Reason">Why, in a few words.</param>
    public sealed record Problem(string Reason) : FetchedPicture;
}
