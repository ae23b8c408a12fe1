using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Linking;

namespace HelpdeskMail.OAuth.Providers;

internal static class ProviderEndpoints
{
    public static void MapProviders(this RouteGroupBuilder admin)
    {
        admin.MapGet("/providers", List);
        admin.MapGet("/providers/guess", Guess);
    }

    private static ProviderPresets List(ProviderCatalogue catalogue, PublicAddresses addresses) => new(addresses.Callback, catalogue.All());

    private static Task<ProviderGuess> Guess(string address, ProviderFinder finder, CancellationToken cancellation) => finder.GuessAsync(address, cancellation);
}
