// The files of the package's fonts. They are imported, so that an executable contains them; package-fonts.ts loads this
// list when a text needs it.
import arimoRegular from "@expo-google-fonts/arimo/Arimo_400Regular.ttf" with { type: "file" };
import arimoRegularItalic from "@expo-google-fonts/arimo/Arimo_400Regular_Italic.ttf" with { type: "file" };
import arimoBold from "@expo-google-fonts/arimo/Arimo_700Bold.ttf" with { type: "file" };
import arimoBoldItalic from "@expo-google-fonts/arimo/Arimo_700Bold_Italic.ttf" with { type: "file" };
import cousineRegular from "@expo-google-fonts/cousine/Cousine_400Regular.ttf" with { type: "file" };
import cousineRegularItalic from "@expo-google-fonts/cousine/Cousine_400Regular_Italic.ttf" with { type: "file" };
import cousineBold from "@expo-google-fonts/cousine/Cousine_700Bold.ttf" with { type: "file" };
import cousineBoldItalic from "@expo-google-fonts/cousine/Cousine_700Bold_Italic.ttf" with { type: "file" };
import tinosRegular from "@expo-google-fonts/tinos/Tinos_400Regular.ttf" with { type: "file" };
import tinosRegularItalic from "@expo-google-fonts/tinos/Tinos_400Regular_Italic.ttf" with { type: "file" };
import tinosBold from "@expo-google-fonts/tinos/Tinos_700Bold.ttf" with { type: "file" };
import tinosBoldItalic from "@expo-google-fonts/tinos/Tinos_700Bold_Italic.ttf" with { type: "file" };

/** Absolute paths. Nothing is read. */
export const fontFiles: readonly string[] = [
  arimoRegular,
  arimoRegularItalic,
  arimoBold,
  arimoBoldItalic,
  tinosRegular,
  tinosRegularItalic,
  tinosBold,
  tinosBoldItalic,
  cousineRegular,
  cousineRegularItalic,
  cousineBold,
  cousineBoldItalic,
];
