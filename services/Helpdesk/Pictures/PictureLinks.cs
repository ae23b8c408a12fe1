using System.Buffers.Text;
using System.Text;
using HelpdeskMail.Helpdesk.Reading;

namespace HelpdeskMail.Helpdesk.Pictures;

/// <summary>Addresses by which browsers load pictures from elsewhere through us. They are signed: only pictures that stand in a mail can be asked for.</summary>
public sealed class PictureLinks(LinkSigner signer)
{
    private const string Use = "picture";

    /// <summary>Our address for a picture.</summary>
    public string Of(Uri picture) => $"/pictures/{signer.Sign(Use, picture.AbsoluteUri)}/{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(picture.AbsoluteUri))}";

    /// <summary>The picture behind one of our addresses; null when we did not make it.</summary>
    public Uri? Read(string signature, string address)
    {
        if (address.Length > 8000 || !Base64Url.IsValid(address))
        {
            return null;
        }

        var picture = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(address));
        return signer.IsRight(Use, picture, signature) && Uri.TryCreate(picture, UriKind.Absolute, out var found) && found.Scheme is "http" or "https" ? found : null;
    }
}
