// Kerning of the package's fonts between printable ASCII characters, in font units (2048 to the em), read from their GPOS
// tables. Cousine has fixed widths and none. tests/unit/text/plain-text.test.ts holds it against HarfBuzz, pair by pair.

/** By file name: amount, and the pairs that it belongs to one after the other. */
const amounts: ReadonlyMap<string, readonly (readonly [amount: number, pairs: string])[]> = new Map([
  [
    "Arimo_400Regular.ttf",
    [
      [-264, "P,P.Y,Y."],
      [-227, "F,F.T,T.T:T;TaTcTeToTs"],
      [-188, "V,V.Y-YeYoYq"],
      [-152, "11ATAVAYLTLVLWLYPATAVAVaYAYaYpv,v.y,y."],
      [-133, "Y;"],
      [-113, " AA FAT-TwTyV-VeVoW,W.Y:YuYvr,r.w,w."],
      [-76, "AWL LyTiTrTuV:V;VrVuVyWAWaYi"],
      [-37, " T YAvAwAyP RTRVRWRYT TOViW-W:W;WeWoWrWuY ff"],
      [-18, "Wy"],
    ],
  ],
  [
    "Arimo_400Regular_Italic.ttf",
    [
      [-264, "F,F.P,P."],
      [-188, "LYT,T-T.TaTcTeToTsY,Y."],
      [-152, "11ATAYFALTPAT:T;TATrTuTwTyV,V.Y-Yav,v.y,y."],
      [-113, "AVLVVAYAYeYoYpYqr,w,w."],
      [-76, " AA LWP RYV-VaVeVoW,W.Y:Y;YuYvr."],
      [-37, " YAWAvAwF L LyRTRVRWTOV:V;ViVrVuVyW-WAWaWeY Yir-"],
      [-18, "AyTiWi"],
    ],
  ],
  [
    "Arimo_700Bold.ttf",
    [
      [-264, "P,P."],
      [-227, "F,F.T,T.T:T;Y,Y."],
      [-188, "AYLYV,V.YA"],
      [-152, "ATAVLTLVPATATaTcTeToTsTuTwTyVAVoY:Y;YoYqv,v.y,y."],
      [-113, "11AWFALWT-TrV-V:V;VaVeVrW,W.WAY-YaYeYpYuYvr,r."],
      [-76, " AA AvAyLyRYVuVyWaYiw,w."],
      [-41, "W-"],
      [-37, " YAwL P RVRWTOTiViW:W;WeWoWrWuWyY "],
      [-18, "Wi"],
    ],
  ],
  [
    "Arimo_700Bold_Italic.ttf",
    [
      [-264, "P,P."],
      [-227, "F,F."],
      [-188, "V,V.Y,Y."],
      [-152, "11ATAVAYLTLYPAT,T.T:T;TAVAW,W.Y-YA"],
      [-113, "AWFALVLWT-WAY:Y;r,r.v,v."],
      [-76, " AA P TaTcTeToTsTwTyV-V:V;VaVeViVoW-W:W;YaYeYiYoYpYqYuYvw,w.y,y."],
      [-37, " YL RTRWRYTOTiTrTuVrVuVyWaWeWoWrWuWyY ff"],
      [-18, "Wi"],
    ],
  ],
  [
    "Tinos_400Regular.ttf",
    [
      [-264, "AVV,V.VAVoY,Y."],
      [-227, "ATP,P.VaVeVyWAY-YAYqYu"],
      [-205, "LYYaYeYoYv"],
      [-188, "AYAwAyLTLVPAT-V-W,W.Y:Y;Yp"],
      [-164, "AWF,F.RVTAWaWeWo"],
      [-152, "AvFALWT,T.V:V;"],
      [-143, "TaTcTeToTsTwTy"],
      [-133, "v,v.w,w.y,y."],
      [-123, "RTViVrVuWy"],
      [-113, " AA LyRWRYT;W-Yir."],
      [-102, "T:"],
      [-82, "RyWiWrWur,"],
      [-76, " Y11L P W:W;Y "],
      [-72, "TiTrTu"],
      [-41, "r-"],
      [-37, " T V WT TOV W ffrg"],
    ],
  ],
  [
    "Tinos_400Regular_Italic.ttf",
    [
      [-264, "F,F.FAP,P.PAV,V."],
      [-227, "VaVeVoYqr,r."],
      [-188, "TaTcTeToTsVyW,W.WaWeWoWyY,Y.YaYeYoYpYuYv"],
      [-152, "11T,T-T.TATwTyV;VAViVrVuY-Yiv,v.w,w."],
      [-143, "WAYA"],
      [-133, "T;V:W:W;Y:Y;"],
      [-113, "AYAvAwAyT:TiTrTuV-WiWrWuy,y."],
      [-102, "AV"],
      [-76, "ATAWLVLWW-rcrdrergrorq"],
      [-61, "LyVO"],
      [-41, "LTLYr-"],
      [-37, " AA L P RVRWRYRyT TOV rh"],
    ],
  ],
  [
    "Tinos_700Bold.ttf",
    [
      [-264, "AVV,V.VA"],
      [-227, "AWWAYaYeYoYqYv"],
      [-188, "AYF,F.LTLVLWLYP,P.T-TaTcTeToTsTuV:V;VaVeVoVuVyW,W.Y,Y-Y.Y:Y;YAYpYur,r."],
      [-152, "ATAvAwAyFAPAT,T.T:T;TATrTwTyV-Vr"],
      [-113, " A11A L LyP W:W;WaWeWov,v.w,w.y,y."],
      [-76, " YF ViW-WyY Yir-"],
      [-72, "RTRVRWRYRy"],
      [-41, "VO"],
      [-37, " T V WT TOTiV W WiWrWur rcrerorq"],
    ],
  ],
  [
    "Tinos_700Bold_Italic.ttf",
    [
      [-264, "F,F.P,P.V,V."],
      [-227, "VaVeVoYeYoYq"],
      [-188, "AWFAT,T-T.TaTcTeToTsY,Y-Y:Y;YaYuYv"],
      [-152, "AVAvAwAyPAT:T;V:V;VAVyW,W.WAWaWeWoWrY.YAYp"],
      [-113, "11A ATAYTAV-ViVrVuW:W;WuWyYir,r."],
      [-76, " AL LVLWLYLyP TiTrTuTwTyW-WiY v,v.w,w.y,y."],
      [-37, " W YF LTRVRWRYRyTOV W ff"],
    ],
  ],
]);

/** Two characters → what is added to the advance of the first. Empty for a font without kerning. */
export function packageKerning(file: string): ReadonlyMap<string, number> {
  const kerning = new Map<string, number>();
  for (const [amount, pairs] of amounts.get(file) ?? []) {
    for (let at = 0; at < pairs.length; at += 2) kerning.set(pairs.slice(at, at + 2), amount);
  }
  return kerning;
}
